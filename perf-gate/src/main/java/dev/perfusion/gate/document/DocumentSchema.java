package dev.perfusion.gate.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The published JSON Schema of benchmark documents, {@code perf-gate/schema}. */
final class DocumentSchema {
  private static final String RESOURCE = "/dev/perfusion/gate/schema/benchmark.schema.json";

  private DocumentSchema() {}

  /** Made when it is first needed: it takes some time. */
  private static final class Validator {
    static final Schema SCHEMA = load();

    private static Schema load() {
      try (InputStream stream = DocumentSchema.class.getResourceAsStream(RESOURCE)) {
        JsonNode schema = JsonFiles.read(RESOURCE, stream).node();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A way in which a document is none. */
  record Violation(String place, String what) {}

  /** The first way in which a tree is no benchmark document; empty when it is one. */
  static Optional<Violation> violation(JsonNode document) {
    List<Error> errors = Validator.SCHEMA.validate(document);
    return errors.stream().findFirst().map(DocumentSchema::violation);
  }

  private static Violation violation(Error error) {
    String place = error.getInstanceLocation().toString().replaceFirst("^[/$.]+", "");
    return new Violation(place, error.getMessage());
  }
}
