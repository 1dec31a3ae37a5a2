// Load, set, run and read a model with any client; the last line on standard output is a summary for the test.

export async function flow(client, extra = {}) {
  const summary = { ...extra };
  const { tools } = await client.listTools();
  summary.tools = tools.map(tool => tool.name);
  const call = async (name, args, options) => {
    const result = await client.callTool({ name, arguments: args }, ...(options ?? []));
    if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
    if (!result.content[0].text) throw new Error(`${name} has no text`);
    return result;
  };
  await call('load_simulation', { filePath: 'demo', simulationId: extra.id });
  await call('set_parameter_value', { simulationId: extra.id, parameterPath: 'Organism|Weight', value: 61 });
  const read = await call('get_parameter_value', { simulationId: extra.id, parameterPath: 'Organism|Weight' });
  summary.weight = read.structuredContent.parameter.value;
  const run = await call('run_simulation', { simulationId: extra.id, waitMs: 60000 }, extra.options);
  summary.status = run.structuredContent.status;
  const results = await call('get_results', { resultsId: run.structuredContent.resultsId, maxPoints: 10 });
  summary.points = results.structuredContent.series[0].values.length;
  summary.links = results.content.filter(item => item.type === 'resource_link').map(item => item.uri);
  const table = await client.readResource({ uri: summary.links[0] });
  summary.header = table.contents[0].text.split('\n')[0].slice(0, 5);
  summary.prompts = (await client.listPrompts()).prompts.map(prompt => prompt.name);
  const refused = await client.callTool({ name: 'run_simulation', arguments: { simulationId: 'absent' } });
  summary.refusal = refused.isError ? refused.content[0].text : 'not refused';
  return summary;
}

export function say(summary) {
  delete summary.options;
  console.log(JSON.stringify(summary));
}
