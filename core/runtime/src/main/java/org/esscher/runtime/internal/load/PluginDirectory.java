package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the entries of a plugin directory: a jar, or a directory of jars, is one plugin with one
 * class loader.
 */
final class PluginDirectory {
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

  private final @Nullable Set<String> allowedDigests;

  PluginDirectory(@Nullable Set<String> allowedDigests) {
    this.allowedDigests =
        allowedDigests == null
            ? null
            : allowedDigests.stream()
                .map(digest -> digest.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
  }

  /** The plugins' jars and directories, sorted by name. */
  static List<Path> entries(Path directory) {
    try {
      return list(directory, entry -> Files.isDirectory(entry) || isJar(entry));
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER,
          "the plugin directory " + directory + " can't be read; give an existing directory",
          e);
    }
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

  /** Opens one entry, after looking at each jar. */
  PluginClassLoader open(Path entry) throws IOException {
    List<Path> jars =
        Files.isDirectory(entry) ? list(entry, PluginDirectory::isJar) : List.of(entry);
    List<URL> urls = new ArrayList<>();
    boolean neural = false;
    for (Path jar : jars) {
      neural |= inspect(jar);
      urls.add(url(jar));
    }
    if (urls.isEmpty()) {
      throw EsscherException.plugin("the directory holds no jar");
    }
    ClassLoader host = PluginDirectory.class.getClassLoader();
    return new PluginClassLoader(entry.getFileName().toString(), urls, host, neural);
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  /** Refuses a jar that may not be loaded; says whether it wants the neural packages. */
  private boolean inspect(Path jar) throws IOException {
    if (allowedDigests != null && !allowedDigests.contains(digest(jar))) {
      throw EsscherException.plugin(
          "%s has the SHA-256 digest %s, which is not on the list of allowed ones",
          jar.getFileName(), digest(jar));
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      Optional<String> bundled =
          file.stream().map(ZipEntry::getName).filter(PluginDirectory::belongsToHost).findFirst();
      if (bundled.isPresent()) {
        throw EsscherException.plugin(
            "%s bundles %s, which belongs to the host; build it with these dependencies in scope 'provided'",
            jar.getFileName(), bundled.get());
      }
      Manifest manifest = file.getManifest();
      return manifest != null
          && "true".equals(manifest.getMainAttributes().getValue("Esscher-Neural"));
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

  private static String digest(Path jar) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    } catch (NoSuchAlgorithmException e) {
      throw new EsscherException(ErrorCode.HOST, "this Java has no SHA-256", e);
    }
  }
}
