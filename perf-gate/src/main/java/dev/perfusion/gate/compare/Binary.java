package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A compared binary.
 *
 * @param name file name, or what the user called the revision
 * @param commit full hash of the revision that it was built from; null for a given jar
 * @param sha256 of the jar
 */
public record Binary(String name, String commit, String sha256) {

  /** Describes a jar; fails when it is not there. */
  public static Binary of(String name, String commit, Path jar) {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(jar), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      byte[] digest = ((DigestInputStream) in).getMessageDigest().digest();
      return new Binary(name, commit, HexFormat.of().formatHex(digest));
    } catch (IOException e) {
      throw new InputException(
          jar.toString(), "", "cannot be read: " + e.getMessage(), "name the jar of the product");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static Binary read(JsonField field) {
    return new Binary(
        field.get("name").text(), field.get("commit").textOr(null), field.get("sha256").text());
  }
}
