package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.fixtures.SqliteImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table scan against a database that SQLite made, and against damaged ones.
 *
 * <p>{@code made-by-sqlite.db.gz} has pages of 512 bytes, 2000 rows of (i, i², √i, "n" + i) of
 * which every third was deleted, columns added afterwards, rows with integers of every width, blobs
 * of many lengths whose byte k is (7 k + length) mod 251, a deleted blob, a table without rows and
 * one WITHOUT ROWID.
 */
class SqliteFileTest {
  private static final int PAGE = 512;

  @TempDir Path folder;

  private byte[] original() throws IOException {
    try (InputStream packed = SqliteFileTest.class.getResourceAsStream("made-by-sqlite.db.gz");
        InputStream bytes = new GZIPInputStream(packed)) {
      return bytes.readAllBytes();
    }
  }

  private SqliteFile open(byte[] bytes) throws IOException {
    return SqliteFile.open(Files.write(folder.resolve("test.db"), bytes));
  }

  private static List<SqliteRow> rows(SqliteFile file, String table) {
    List<SqliteRow> rows = new ArrayList<>();
    file.table(table).scan(rows::add);
    return rows;
  }

  @Test
  void readsRowsOverSeveralLevelsWithoutTheDeletedOnes() throws IOException {
    try (SqliteFile file = open(original())) {
      List<SqliteRow> rows = rows(file, "numbers");

      assertThat(rows).hasSize(1334 + 14);
      int row = 0;
      for (long i = 1; i <= 2000; i++) {
        if (i % 3 != 0) {
          SqliteRow read = rows.get(row++);
          assertThat(read.integer("ID")).isEqualTo(i);
          assertThat(read.integer("Square")).isEqualTo(i * i);
          assertThat(Double.parseDouble(read.text("root"))).isEqualTo(Math.sqrt(i));
          assertThat(read.text("Label")).isEqualTo("n" + i);
          assertThat(read.integer("Added")).as("default of a later column").isEqualTo(7);
          assertThat(read.text("Note")).isNull();
          assertThat(read.text("no such column")).isNull();
        }
      }
    }
  }

  @Test
  void readsIntegersOfEveryWidth() throws IOException {
    try (SqliteFile file = open(original())) {
      assertThat(rows(file, "Numbers").stream().filter(r -> r.rowId() >= 10000))
          .extracting(r -> r.integer("Added"))
          .containsExactly(
              -1L,
              127L,
              -128L,
              128L,
              32767L,
              -32769L,
              8388607L,
              -8388609L,
              (1L << 31) - 1,
              -(1L << 31) - 1,
              (1L << 47) - 1,
              -(1L << 47) - 1,
              Long.MAX_VALUE,
              Long.MIN_VALUE);
    }
  }

  @Test
  void readsBlobsOnOverflowPages() throws IOException {
    try (SqliteFile file = open(original())) {
      List<SqliteRow> rows = rows(file, "BLOBS");

      assertThat(rows).hasSize(23);
      for (SqliteRow row : rows) {
        int length = Integer.parseInt(row.text("Key").substring(1));
        byte[] expected = new byte[length];
        for (int k = 0; k < length; k++) {
          expected[k] = (byte) ((7 * k + length) % 251);
        }
        assertThat(row.blob("Data")).isEqualTo(expected);
      }
    }
  }

  @Test
  void knowsWhatItCannotRead() throws IOException {
    try (SqliteFile file = open(original())) {
      assertThat(rows(file, "Empty")).isEmpty();
      assertThat(file.hasTable("V")).as("a view is no table").isFalse();
      assertThatThrownBy(() -> rows(file, "Keyed"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("WITHOUT ROWID");
      assertThatThrownBy(() -> file.table("Missing")).hasMessageContaining("no such table");
    }
  }

  @Test
  void readsWhatTheTestWriterWrites() throws IOException {
    Object[][] rows = new Object[60][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Object[] {null, "row " + i, new byte[i * 40], (double) i};
    }
    byte[] image =
        new SqliteImage(PAGE)
            .table("T", "Id integer primary key, A TEXT, B image, C", rows)
            .bytes();
    try (SqliteFile file = open(image)) {
      List<SqliteRow> read = rows(file, "T");

      assertThat(read).hasSize(60);
      for (int i = 0; i < 60; i++) {
        assertThat(read.get(i).integer("Id")).isEqualTo(i + 1);
        assertThat(read.get(i).text("A")).isEqualTo("row " + i);
        assertThat(read.get(i).blob("B")).hasSize(i * 40);
        assertThat(read.get(i).integer("C")).isEqualTo(i);
      }
    }
  }

  private void assertRefused(byte[] bytes, String... parts) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> readAll(bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(folder.resolve("test.db") + ": ")
                .hasMessageContainingAll(parts));
  }

  private void readAll(byte[] bytes) throws IOException {
    try (SqliteFile file = open(bytes)) {
      for (String table : List.of("Numbers", "BLOBS")) {
        if (file.hasTable(table)) {
          file.table(table)
              .scan(
                  row -> {
                    row.text("Label");
                    row.integer("Square");
                    row.blob("Data");
                  });
        }
      }
    }
  }

  @Test
  void refusesCutOffFiles() throws IOException {
    byte[] bytes = original();

    assertRefused(new byte[0], "the file is empty");
    assertRefused("no database".getBytes(), "no SQLite database");
    assertRefused(Arrays.copyOf(bytes, 60), "cut off");
    assertRefused(
        Arrays.copyOf(bytes, bytes.length - 2),
        "2 bytes shorter than it has to be",
        "conversion of line ends");
    assertRefused(Arrays.copyOf(bytes, bytes.length / 2), "shorter than it has to be", "cut off");
  }

  @Test
  void refusesPagesThatLinkInACircle() throws IOException {
    byte[] image = interior();
    ByteBuffer bytes = ByteBuffer.wrap(image);
    int root = rootOf(image);
    bytes.putInt((root - 1) * PAGE + 8, root);

    assertRefused(image, "table Numbers, page " + root, "used twice");
  }

  @Test
  void refusesOverflowPagesThatLinkInACircle() throws IOException {
    byte[] image = new SqliteImage(PAGE).table("BLOBS", "Data image", blob(5000)).bytes();
    ByteBuffer bytes = ByteBuffer.wrap(image);
    assertThat(bytes.getInt(PAGE)).as("page 2 is followed by page 3").isEqualTo(3);
    bytes.putInt(PAGE, 2);

    assertRefused(image, "table BLOBS, page 2", "used twice");
  }

  @Test
  void refusesOverflowPagesThatEndEarlyOrLate() throws IOException {
    byte[] image = new SqliteImage(PAGE).table("BLOBS", "Data image", blob(5000)).bytes();
    byte[] early = image.clone();
    ByteBuffer.wrap(early).putInt(2 * PAGE, 0);
    assertRefused(early, "row 1", "overflow pages end after");

    byte[] outside = image.clone();
    ByteBuffer.wrap(outside).putInt(2 * PAGE, 1 << 20);
    assertRefused(outside, "page 1048576", "there is no such page");
  }

  @Test
  void refusesLengthsBeyondTheFile() throws IOException {
    byte[] image = new SqliteImage(PAGE).table("BLOBS", "Data image", blob(100)).bytes();
    int cell = image.length - 105;
    byte[] huge = SqliteImage.varint(Integer.MAX_VALUE - 20L);
    System.arraycopy(huge, 0, image, cell, huge.length);

    assertRefused(image, "table BLOBS, page 2", "more than the file has");
  }

  @Test
  void refusesEntriesThatOverlap() throws IOException {
    byte[] image = interior();
    int leaf = PAGE;
    int first = ByteBuffer.wrap(image).getShort(leaf + 8);
    for (int i = 1; i < 5; i++) {
      ByteBuffer.wrap(image).putShort(leaf + 8 + 2 * i, (short) first);
    }

    assertRefused(image, "table Numbers, page 2", "out of order");
  }

  @Test
  void refusesPagesThatAreNoTable() throws IOException {
    byte[] image = interior();
    image[PAGE] = 10;

    assertRefused(image, "table Numbers, page 2", "no page of a table");
  }

  @Test
  void refusesFilesWithUnfinishedChanges() throws IOException {
    Files.writeString(folder.resolve("test.db-journal"), "x");

    assertRefused(original(), "not finished", "test.db-journal");
  }

  private static Object[] blob(int length) {
    return new Object[] {new byte[length]};
  }

  private static byte[] interior() {
    Object[][] rows = new Object[100][];
    Arrays.setAll(rows, i -> new Object[] {(long) i, "label " + i});
    return new SqliteImage(PAGE).table("Numbers", "Square INT, Label TEXT", rows).bytes();
  }

  private static int rootOf(byte[] image) {
    return image.length / PAGE;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damagedBytesEndInAnErrorOrInRows(long seed) throws IOException {
    byte[] bytes = original();
    Random random = new Random(seed);
    Path file = folder.resolve("fuzz.db");
    Consumer<SqliteRow> reader =
        row -> {
          row.text("Label");
          row.blob("Data");
        };
    int[] refused = new int[1];
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int run = 0; run < 100; run++) {
            byte[] damaged = bytes.clone();
            int flips = 1 + random.nextInt(20);
            for (int i = 0; i < flips; i++) {
              int at = run % 2 == 0 ? random.nextInt(bytes.length) : headOfAPage(random, bytes);
              damaged[at] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try (SqliteFile database = SqliteFile.open(file)) {
              for (String table : List.of("Numbers", "BLOBS", "Empty")) {
                if (database.hasTable(table)) {
                  database.table(table).scan(reader);
                }
              }
            } catch (ModelFormatException e) {
              assertThat(e).hasMessageStartingWith(file.toString());
              refused[0]++;
            }
          }
        });
    assertThat(refused[0]).as("some damage is found").isPositive();
  }

  /** Where a wrong byte does most harm. */
  private static int headOfAPage(Random random, byte[] bytes) {
    return random.nextInt(bytes.length / PAGE) * PAGE + random.nextInt(40);
  }
}
