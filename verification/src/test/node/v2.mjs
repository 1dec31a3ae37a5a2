// The official TypeScript client of revision 2026-07-28. Arguments: a URL, or a command to start.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { flow, say } from './flow.mjs';

const [target, ...rest] = process.argv.slice(2);
const http = target.startsWith('http');
const transport = http
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: rest, stderr: 'inherit' });
const client = new Client(
  { name: 'v2', version: '1' },
  { capabilities: { elicitation: {} }, versionNegotiation: { mode: 'auto' } }
);
let asked = 0;
client.setRequestHandler('elicitation/create', async () => {
  asked++;
  return { action: 'accept', content: { confirm: true } };
});
await client.connect(transport);
const version = client.getNegotiatedProtocolVersion?.();
let progress = 0;
const summary = await flow(client, {
  id: http ? 'v2-http' : 'v2-stdio',
  options: [{ onprogress: () => progress++ }],
});
await client.close();
say({ ...summary, asked, progress, server: client.getServerVersion()?.name, version });
