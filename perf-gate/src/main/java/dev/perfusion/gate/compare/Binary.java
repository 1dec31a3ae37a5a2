package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A compared binary.
 *
 * @param name file name, or what the user called the revision
 * @param commit full hash of the revision that it was built from; null for a given jar
 * @param sha256 of the jar
 */
public record Binary(String name, String commit, String sha256) {

  /**
   * Describes a jar.
   *
   * @throws InputException it cannot be read, or is no jar with a class in it
   */
  public static Binary of(String name, String commit, Path jar) {
    return of(name, commit, jar, List.of());
  }

  /**
   * Describes the jar of a product.
   *
   * @param packages beginnings of the names of its classes, of which it must hold one; none for any
   * @throws InputException it cannot be read, or is no jar with such a class in it
   */
  public static Binary of(String name, String commit, Path jar, List<String> packages) {
    List<String> beginnings =
        packages.isEmpty() ? List.of("") : packages.stream().map(p -> p.replace('.', '/')).toList();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      boolean holdsOne =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(entry -> entry.endsWith(".class"))
              .anyMatch(entry -> beginnings.stream().anyMatch(entry::startsWith));
      if (!holdsOne) {
        throw new InputException(
            jar.toString(),
            "",
            "holds no class" + (packages.isEmpty() ? "" : " of " + String.join(", ", packages)),
            "name the jar of the product");
      }
      return new Binary(name, commit, Sha256.of(jar));
    } catch (ZipException e) {
      throw new InputException(
          jar.toString(), "", "is no jar: " + e.getMessage(), "name the jar of the product");
    } catch (IOException e) {
      throw new InputException(
          jar.toString(), "", "cannot be read: " + e.getMessage(), "name the jar of the product");
    }
  }

  static Binary read(JsonField field) {
    return new Binary(
        field.get("name").text(), field.get("commit").textOr(null), field.get("sha256").text());
  }
}
