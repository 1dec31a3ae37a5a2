package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.Messages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import tools.jackson.databind.node.ObjectNode;

/** A picture of one pixel and a sound of one sample. */
final class Media {
  static final String PNG = png();
  static final String WAV = wav();

  private static final int RED = 0xff0000;
  private static final int SAMPLE_RATE = 8000;

  private Media() {}

  static ObjectNode image() {
    return Messages.object().put("type", "image").put("data", PNG).put("mimeType", "image/png");
  }

  static ObjectNode audio() {
    return Messages.object().put("type", "audio").put("data", WAV).put("mimeType", "audio/wav");
  }

  static ObjectNode text(String text) {
    return Messages.object().put("type", "text").put("text", text);
  }

  static ObjectNode resource(String uri, String mimeType, String text) {
    ObjectNode content = Messages.object().put("type", "resource");
    content.putObject("resource").put("uri", uri).put("mimeType", mimeType).put("text", text);
    return content;
  }

  private static String png() {
    BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    pixel.setRGB(0, 0, RED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(pixel, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String wav() {
    ByteBuffer file = ByteBuffer.allocate(46).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(38);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) 1).putInt(SAMPLE_RATE).putInt(2 * SAMPLE_RATE);
    file.putShort((short) 2).putShort((short) 16);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2).putShort((short) 0);
    return Base64.getEncoder().encodeToString(file.array());
  }
}
