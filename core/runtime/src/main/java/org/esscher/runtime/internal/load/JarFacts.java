package org.esscher.runtime.internal.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;

/**
 * What a jar says of itself before any of its classes is loaded.
 *
 * @param providers names of the classes that its service file names as plugins
 * @param neural whether it wants the neural packages
 * @param namesOtherJars whether its manifest has a Class-Path
 */
record JarFacts(Set<String> providers, boolean neural, boolean namesOtherJars) {
  private static final String SERVICE_FILE = "META-INF/services/" + Plugin.class.getName();

  /** Packages that only the host may bring: shared ones, and those that would pass for its own. */
  private static final List<String> HOST_PACKAGES =
      Stream.of(
              PluginClassLoader.SHARED,
              PluginClassLoader.NEURAL,
              List.of("org.esscher.data.", "org.esscher.runtime."))
          .flatMap(List::stream)
          .map(name -> name.replace('.', '/'))
          .toList();

  /** Where a multi-release jar keeps its classes for newer Java. */
  private static final Pattern VERSIONED = Pattern.compile("^META-INF/versions/\\d+/");

  /**
   * Reads a jar's table of contents, manifest and service file.
   *
   * @param jar the file
   * @param name of the jar, for messages
   * @throws EsscherException (PLUGIN) when it bundles what belongs to the host
   * @throws IOException when it is no jar
   */
  static JarFacts read(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Optional<String> bundled =
          file.stream().map(ZipEntry::getName).filter(JarFacts::belongsToHost).findFirst();
      if (bundled.isPresent()) {
        throw EsscherException.plugin(
            "%s bundles %s, which belongs to the host; build it with these dependencies in scope 'provided'",
            name, bundled.get());
      }
      Manifest manifest = file.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      return new JarFacts(
          providers(file),
          "true".equals(attributes.getValue("Esscher-Neural")),
          attributes.containsKey(Attributes.Name.CLASS_PATH));
    }
  }

  private static boolean belongsToHost(String entry) {
    if (!entry.endsWith(".class")) {
      return false;
    }
    String name = entry.startsWith("META-INF/") ? VERSIONED.matcher(entry).replaceFirst("") : entry;
    for (String hostPackage : HOST_PACKAGES) {
      if (name.startsWith(hostPackage)) {
        return true;
      }
    }
    return false;
  }

  /** A service file has a class name a line; from # on, a line is a comment. */
  private static Set<String> providers(JarFile file) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    ZipEntry entry = file.getEntry(SERVICE_FILE);
    if (entry != null) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(file.getInputStream(entry), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          int comment = line.indexOf('#');
          String name = (comment < 0 ? line : line.substring(0, comment)).trim();
          if (!name.isEmpty()) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }
}
