package dev.perfusion.bridge.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes records in canonical form without a tree in between. */
final class CanonicalMapper {
  private static final int LAST_PLAIN = 0x7e;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                  .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                  .highestNonEscapedChar(LAST_PLAIN)
                  .characterEscapes(new Escapes())
                  .build())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private CanonicalMapper() {}

  static byte[] bytes(Record value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = new Numbers(MAPPER.createGenerator(out))) {
      MAPPER.writeValue(generator, value);
    }
    return out.toByteArray();
  }

  /** Those of JSON, and the last of the ASCII characters. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private final int[] codes = standardAsciiEscapesForJSON();

    Escapes() {
      codes[LAST_PLAIN + 1] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /** Numbers with a fraction in the form of {@link CanonicalJson}. */
  private static final class Numbers extends JsonGeneratorDelegate {
    Numbers(JsonGenerator target) {
      super(target, false);
    }

    @Override
    public JsonGenerator writeNumber(double value) {
      return writeRawValue(CanonicalJson.fraction(value));
    }

    @Override
    public JsonGenerator writeNumber(float value) {
      return writeNumber((double) value);
    }

    @Override
    public JsonGenerator writeNumber(BigDecimal value) {
      return writeNumber(value.doubleValue());
    }

    @Override
    public JsonGenerator writeArray(double[] values, int from, int count) {
      writeStartArray(values, count);
      for (int i = from; i < from + count; i++) {
        writeNumber(values[i]);
      }
      return writeEndArray();
    }
  }
}
