package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.compare.Section.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a report: an overview of all bars, then the sections in the order of their keys. A
 * section that nothing measures, such as remarks written by hand, stays.
 */
final class ReportFile {
  private static final Pattern HEADING = Pattern.compile("## ([a-z])\\. .*");
  private static final Pattern OVERVIEW_ROW = Pattern.compile("\\| ([a-z]) \\| .*");
  private final Map<String, List<String>> overview = new TreeMap<>();
  private final Map<String, String> sections = new TreeMap<>();

  private final String introduction;

  private ReportFile(String introduction) {
    this.introduction = introduction;
  }

  /**
   * Reads a report; an empty one when there is none.
   *
   * @param introduction what stands above the overview
   */
  static ReportFile read(Path file, String introduction) throws IOException {
    return parse(Files.exists(file) ? Files.readAllLines(file) : List.of(), introduction);
  }

  /** Takes a report apart. */
  static ReportFile parse(List<String> lines, String introduction) {
    ReportFile report = new ReportFile(introduction);
    StringBuilder section = null;
    String key = "";
    for (String line : lines) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = OVERVIEW_ROW.matcher(line);
      if (heading.matches()) {
        if (section != null) {
          report.sections.put(key, section.toString());
        }
        key = heading.group(1);
        section = new StringBuilder();
      } else if (section == null && row.matches()) {
        report.overview.computeIfAbsent(row.group(1), k -> new ArrayList<>()).add(line);
      }
      if (section != null) {
        section.append(line).append('\n');
      }
    }
    if (section != null) {
      report.sections.put(key, section.toString());
    }
    return report;
  }

  /** Exchanges or adds a section. */
  void replace(String key, String title, String stamp, Findings findings) {
    List<String> rows = new ArrayList<>();
    for (Bar bar : findings.bars()) {
      rows.add(
          "| "
              + String.join(
                  " | ",
                  key,
                  bar.what(),
                  bar.bar(),
                  bar.aim(),
                  bar.measured(),
                  bar.verdict().text())
              + " |");
    }
    overview.put(key, rows);
    sections.put(
        key, "## %s. %s%n%n%s%n%n%s%n".formatted(key, title, stamp, findings.text().strip()));
  }

  /** The whole report. */
  String text() {
    StringBuilder text = new StringBuilder(introduction);
    text.append("\n## Overview\n\n");
    text.append(new MarkdownTable("", "what", "bar", "aim", "measured", ""));
    overview.values().forEach(rows -> rows.forEach(row -> text.append(row).append('\n')));
    sections.values().forEach(section -> text.append('\n').append(section.strip()).append('\n'));
    return text.toString();
  }
}
