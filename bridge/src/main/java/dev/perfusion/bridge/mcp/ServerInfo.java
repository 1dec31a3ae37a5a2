package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.ObjectNode;

/**
 * What the server says of itself.
 *
 * @param name service name
 * @param version program version
 * @param conformance the lists change and log messages are sent, which the product's own never do
 */
record ServerInfo(String name, String version, boolean conformance) {
  /** For the model behind the client. */
  static final String INSTRUCTIONS =
      "Runs PBPK simulations. load_simulation first (classpath:demo.pkml is a demo model), then"
          + " list_parameters, get_parameter_value, set_parameter_value; run_simulation gives a"
          + " jobId, get_job_status a resultsId, get_results the curves. Values are in base units:"
          + " min, l, kg, µmol.";

  ObjectNode implementation() {
    return Messages.object()
        .put("name", name)
        .put("title", "Perfusion PBPK bridge")
        .put("version", version);
  }

  ObjectNode capabilities() {
    ObjectNode capabilities = Messages.object();
    capabilities.putObject("tools").put("listChanged", conformance);
    capabilities.putObject("prompts").put("listChanged", conformance);
    capabilities.putObject("resources").put("listChanged", true).put("subscribe", true);
    capabilities.putObject("completions");
    if (conformance) {
      capabilities.putObject("logging");
    }
    return capabilities;
  }

  ObjectNode modernCapabilities() {
    ObjectNode capabilities = capabilities();
    capabilities.putObject("extensions").putObject(Tasks.EXTENSION);
    return capabilities;
  }
}
