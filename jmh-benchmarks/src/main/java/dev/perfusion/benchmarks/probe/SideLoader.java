package dev.perfusion.benchmarks.probe;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The classes of one side. The jar of the benchmarks holds a whole product of its own, which must
 * never stand in for what the measured one does not have: a class that it renamed or removed would
 * be taken from there silently, and both sides would be measured with it. So classes of the product
 * come from the product's jar or not at all. Libraries that it does not bring come from the
 * benchmarks.
 */
final class SideLoader extends URLClassLoader {
  private static final String PRODUCT = "dev/perfusion/bridge/Bridge.class";

  /** Of the product, whether or not the compared one still has it. */
  private static final Pattern OF_PRODUCT =
      Pattern.compile("dev/perfusion/(?!benchmarks/|gate/).*\\.class");

  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader agents;
  private final Set<String> absent;
  private final Set<String> missed = new ConcurrentSkipListSet<>();

  private SideLoader(List<Path> jars, Set<String> absent) {
    super(jars.stream().map(SideLoader::url).toArray(URL[]::new), getPlatformClassLoader());
    this.agents = getSystemClassLoader();
    this.absent = absent;
  }

  /**
   * The loader of a class path.
   *
   * @param classPath the jar of the product, and those of the benchmarks
   * @throws IllegalArgumentException the first one is no jar of the product
   */
  static SideLoader of(String classPath) {
    List<Path> jars =
        Stream.of(classPath.split(Pattern.quote(File.pathSeparator))).map(Path::of).toList();
    Path product = jars.get(0);
    Set<String> held = entries(product);
    if (!held.contains(PRODUCT)) {
      throw new IllegalArgumentException(
          product.getFileName() + " is no jar of the product: it has no " + PRODUCT);
    }
    Set<String> absent = new HashSet<>();
    for (Path harness : jars.subList(1, jars.size())) {
      for (String entry : entries(harness)) {
        if (OF_PRODUCT.matcher(entry).matches() && !held.contains(entry)) {
          absent.add(entry.substring(0, entry.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
    return new SideLoader(jars, absent);
  }

  private static Set<String> entries(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Set<String> names = new HashSet<>();
      zip.stream()
          .map(ZipEntry::getName)
          .forEach(name -> names.add(VERSIONED.matcher(name).replaceFirst("")));
      return names;
    } catch (ZipException e) {
      throw new IllegalArgumentException(jar.getFileName() + " is no jar: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Classes that were asked for, and that only the benchmarks have. */
  Set<String> missed() {
    return missed;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (absent.contains(name)) {
      missed.add(name);
      throw new ClassNotFoundException(name + ", which this version of the product does not have");
    }
    try {
      return super.findClass(name);
    } catch (ClassNotFoundException e) {
      // Modules that the system loader has, and agents.
      return agents.loadClass(name);
    }
  }
}
