package dev.perfusion.bridge.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMemoryTest {
  private static final long ROOM = 400;

  @TempDir private Path folder;

  private final FileMemory memory = new FileMemory(ROOM);
  private int reads;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String text(Path file, long bytes) {
    return memory.get(
        file,
        "text",
        () -> {
          reads++;
          try {
            return Files.readString(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        text -> bytes);
  }

  @Test
  void aFileIsReadOnceUntilItIsAnother() throws IOException {
    Path file = file("a", "one");
    assertThat(text(file, 10)).isEqualTo("one");
    assertThat(text(file, 10)).isEqualTo("one");
    assertThat(reads).isEqualTo(1);

    // The same size and time of change, as a file that is put in its place may have.
    FileTime changed = Files.getLastModifiedTime(file);
    Path other = file("b", "two");
    Files.setLastModifiedTime(other, changed);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(text(file, 10)).isEqualTo("two");

    Files.writeString(file, "six");
    Files.setLastModifiedTime(file, FileTime.fromMillis(changed.toMillis() + 1000));
    assertThat(text(file, 10)).isEqualTo("six");
    assertThat(reads).isEqualTo(3);
  }

  @Test
  void thingsOfOtherNamesAreKeptApart() throws IOException {
    Path file = file("a", "one");
    assertThat(text(file, 10)).isEqualTo("one");
    assertThat(memory.get(file, "length", () -> 3, length -> 8)).isEqualTo(3);
    assertThat(memory.get(file, "length", () -> 4, length -> 8)).isEqualTo(3);
  }

  @Test
  void whatWasNotAskedForTheLongestLeavesFirst() throws IOException {
    Path[] files = new Path[5];
    for (int i = 0; i < files.length; i++) {
      files[i] = file("f" + i, "text " + i);
    }
    for (int i = 0; i < 4; i++) {
      text(files[i], ROOM / 4);
    }
    text(files[0], ROOM / 4);
    assertThat(reads).isEqualTo(4);
    text(files[4], ROOM / 4);
    text(files[0], ROOM / 4);
    assertThat(reads).isEqualTo(5);
    text(files[1], ROOM / 4);
    assertThat(reads).isEqualTo(6);
  }

  @Test
  void whatIsTooLargeOrMissingIsReadEachTime() throws IOException {
    Path file = file("a", "one");
    text(file, ROOM / 2 + 1);
    text(file, Long.MAX_VALUE);
    assertThat(reads).isEqualTo(2);
    assertThatThrownBy(() -> text(folder.resolve("none"), 1))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(memory.<String>get(file, "nothing", () -> null, text -> 1)).isNull();
  }
}
