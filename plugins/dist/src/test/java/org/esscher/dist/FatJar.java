package org.esscher.dist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;

/**
 * Many jars in one, as Maven's shade plugin makes it: the first of each file, and service files
 * appended to one another.
 */
final class FatJar {
  private final Set<String> written = new HashSet<>();
  private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();

  private FatJar() {}

  /** Packs jars into one. */
  static Path of(List<Path> jars, Class<?> main, Path target) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    FatJar fat = new FatJar();
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path jar : jars) {
        fat.add(jar, out);
      }
      fat.put(classFile(main), out, bytes(main));
      for (Map.Entry<String, ByteArrayOutputStream> service : fat.services.entrySet()) {
        fat.put(service.getKey(), out, service.getValue().toByteArray());
      }
    }
    return target;
  }

  private void add(Path jar, JarOutputStream out) throws IOException {
    try (JarFile in = new JarFile(jar.toFile())) {
      for (JarEntry entry : in.stream().toList()) {
        byte[] content = in.getInputStream(entry).readAllBytes();
        if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
          ByteArrayOutputStream all =
              services.computeIfAbsent(entry.getName(), name -> new ByteArrayOutputStream());
          all.write(content);
          all.write('\n');
        } else if (belongs(entry)) {
          put(entry.getName(), out, content);
        }
      }
    }
  }

  /** Neither signatures nor module declarations of the parts hold for the whole. */
  private static boolean belongs(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && !name.equals("META-INF/MANIFEST.MF")
        && !name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")
        && !name.endsWith("module-info.class");
  }

  private void put(String name, JarOutputStream out, byte[] content) throws IOException {
    if (written.add(name)) {
      out.putNextEntry(new JarEntry(name));
      out.write(content);
      out.closeEntry();
    }
  }

  /** A jar of one class. */
  static Path ofClass(Class<?> type, Path target) throws IOException {
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream out = new JarOutputStream(file)) {
      new FatJar().put(classFile(type), out, bytes(type));
    }
    return target;
  }

  private static String classFile(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in.readAllBytes();
    }
  }
}
