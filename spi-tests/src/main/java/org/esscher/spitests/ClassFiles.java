package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The class files of a jar or a directory, by internal name ({@code org/example/Plugin}). */
final class ClassFiles {
  private static final String SUFFIX = ".class";

  private ClassFiles() {}

  /** Where a class was loaded from: a jar, or a directory of class files. */
  static Path of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      throw new AssertionError("where " + type + " was loaded from is not known");
    }
    try {
      return Path.of(location.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(type + " was loaded from " + location, e);
    }
  }

  static Map<String, byte[]> read(Path location) {
    try {
      return Files.isDirectory(location) ? directory(location) : jar(location);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> directory(Path root) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        classes.put(withoutSuffix(name), Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private static Map<String, byte[]> jar(Path file) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        boolean versioned = entry.getName().startsWith("META-INF/");
        if (entry.getName().endsWith(SUFFIX) && !versioned) {
          classes.put(withoutSuffix(entry.getName()), jar.getInputStream(entry).readAllBytes());
        }
      }
    }
    return classes;
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - SUFFIX.length());
  }
}
