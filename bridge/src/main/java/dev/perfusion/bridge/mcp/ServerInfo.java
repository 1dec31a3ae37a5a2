package dev.perfusion.bridge.mcp;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server says of itself.
 *
 * @param name service name
 * @param version program version
 */
record ServerInfo(String name, String version) {
  /** For the model behind the client. */
  static final String INSTRUCTIONS =
      "Runs PBPK simulations. load_simulation first (classpath:demo.pkml is a demo model), then"
          + " list_parameters, get_parameter_value, set_parameter_value; run_simulation gives a"
          + " jobId, get_job_status a resultsId, get_results the curves. Values are in base units:"
          + " min, l, kg, µmol.";

  ObjectNode implementation() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("title", "Perfusion PBPK bridge")
        .put("version", version);
  }

  ObjectNode capabilities() {
    ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
    capabilities.putObject("tools").put("listChanged", false);
    return capabilities;
  }
}
