package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.jspecify.annotations.Nullable;

/**
 * Opens the entries of a plugin directory: a jar, or a directory of jars, is one plugin with one
 * class loader. Thread-safe.
 */
final class PluginDirectory {
  private final @Nullable AllowedDigests digests;

  /**
   * Opens jars.
   *
   * @param digests of the jars that may be loaded, or null for any
   */
  PluginDirectory(@Nullable AllowedDigests digests) {
    this.digests = digests;
  }

  /** The plugins' jars and directories, sorted by name; a directory without a jar is none. */
  static List<Path> entries(Path directory) {
    try {
      return list(directory, entry -> isJar(entry) || mayHoldJars(entry));
    } catch (IOException | DirectoryIteratorException e) {
      throw new EsscherException(
          ErrorCode.USER,
          "the plugin directory " + directory + " can't be read; give an existing directory",
          e);
    }
  }

  private static boolean mayHoldJars(Path entry) {
    if (!Files.isDirectory(entry)) {
      return false;
    }
    try {
      return !jars(entry).isEmpty();
    } catch (IOException e) {
      // Opening it will tell.
      return true;
    }
  }

  private static List<Path> jars(Path directory) throws IOException {
    return list(directory, PluginDirectory::isJar);
  }

  private static List<Path> list(Path directory, DirectoryStream.Filter<Path> filter)
      throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, filter)) {
      stream.forEach(entries::add);
    }
    Collections.sort(entries);
    return entries;
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar") && Files.isRegularFile(file);
  }

  private static Path parent(Path entry) {
    return Objects.requireNonNull(entry.toAbsolutePath().getParent());
  }

  /** Opens one entry, after looking at each jar. */
  PluginClassLoader open(Path entry) throws IOException {
    List<URL> urls = new ArrayList<>();
    Set<String> providers = new LinkedHashSet<>();
    boolean neural = false;
    Containment.require(parent(entry), entry);
    for (Path jar : Files.isDirectory(entry) ? jars(entry) : List.of(entry)) {
      String name = jar.getFileName().toString();
      Containment.require(parent(entry), jar);
      Path loaded = digests == null ? jar : digests.copy(jar);
      JarFacts facts = JarFacts.read(loaded, name);
      if (digests != null && facts.namesOtherJars()) {
        throw EsscherException.plugin(
            "%s has a Class-Path in its manifest, which names files whose digests are not checked;"
                + " put the jars into one directory and build this one without it",
            name);
      }
      providers.addAll(facts.providers());
      neural |= facts.neural();
      urls.add(loaded.toUri().toURL());
    }
    if (providers.isEmpty()) {
      throw EsscherException.plugin(
          "no META-INF/services/%s in it names a plugin", Plugin.class.getName());
    }
    ClassLoader host = PluginDirectory.class.getClassLoader();
    return new PluginClassLoader(
        entry.getFileName().toString(), urls, List.copyOf(providers), host, neural);
  }
}
