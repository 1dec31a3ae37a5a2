// The official TypeScript client of the older revisions. Arguments: a URL, or a command to start.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { flow, say } from './flow.mjs';

const [target, ...rest] = process.argv.slice(2);
const http = target.startsWith('http');
const transport = http
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: rest, stderr: 'inherit' });
const client = new Client({ name: 'v1', version: '1' }, { capabilities: { elicitation: {} } });
let asked = 0;
client.setRequestHandler(ElicitRequestSchema, async () => {
  asked++;
  return { action: 'accept', content: { confirm: true } };
});
await client.connect(transport);
let progress = 0;
const summary = await flow(client, {
  id: http ? 'v1-http' : 'v1-stdio',
  options: [CallToolResultSchema, { onprogress: () => progress++ }],
});
if (http) await transport.terminateSession();
await client.close();
say({ ...summary, asked, progress, server: client.getServerVersion().name, version: transport.protocolVersion });
