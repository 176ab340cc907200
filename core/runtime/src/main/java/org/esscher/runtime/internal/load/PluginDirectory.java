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
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the entries of a plugin directory: a jar, or a directory of jars, is one plugin with one
 * class loader.
 */
final class PluginDirectory {
  private static final List<String> BUNDLED =
      List.of(
          "org/esscher/api/",
          "org/esscher/runtime/",
          "org/apache/arrow/",
          "org/slf4j/",
          "ai/djl/",
          "jakarta/validation/");

  private final @Nullable Set<String> allowedDigests;

  PluginDirectory(@Nullable Set<String> allowedDigests) {
    this.allowedDigests = allowedDigests;
  }

  /** The entries, sorted by name. */
  static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        if (Files.isDirectory(entry) || entry.getFileName().toString().endsWith(".jar")) {
          entries.add(entry);
        }
      }
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER,
          "the plugin directory " + directory + " can't be read; give an existing directory",
          e);
    }
    Collections.sort(entries);
    return entries;
  }

  /** Opens one entry, after looking at each jar. */
  PluginClassLoader open(Path entry) throws IOException {
    List<Path> jars = Files.isDirectory(entry) ? entries(entry) : List.of(entry);
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
          "%s is not on the list of allowed SHA-256 digests", jar.getFileName());
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(item -> BUNDLED.stream().anyMatch(item.getName()::startsWith))
          .findFirst()
          .ifPresent(
              item -> {
                throw EsscherException.plugin(
                    "%s bundles %s, which belongs to the host; build it with these dependencies in scope 'provided'",
                    jar.getFileName(), item.getName());
              });
      Manifest manifest = file.getManifest();
      return manifest != null
          && "true".equals(manifest.getMainAttributes().getValue("Esscher-Neural"));
    }
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
