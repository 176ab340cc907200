package org.esscher.neural.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Looks whether a native library for this machine is on the class path, before the engine is
 * started: without one the engine would try to download it.
 */
final class NativeLibrary {
  private static final String DESCRIPTION = "native/lib/pytorch.properties";

  private NativeLibrary() {}

  /**
   * Refuses a class path without a fitting native library.
   *
   * @param loader of the engine
   * @param system of this machine, as {@link #system} tells
   * @throws EsscherException (RESOURCES) naming what is there and the artifact to add
   */
  static void require(ClassLoader loader, String system) {
    List<String> found = classifiers(loader);
    if (found.isEmpty()) {
      throw missing("the class path has no native library of PyTorch", system);
    } else if (!found.contains(system)) {
      throw missing(
          "the class path has the native library of PyTorch for "
              + String.join(", ", found)
              + ", but this machine is "
              + system,
          system);
    }
  }

  private static EsscherException missing(String what, String system) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        what
            + "; add the artifact ai.djl.pytorch:pytorch-native-cpu with classifier "
            + system
            + " (or pytorch-native-cu128 for CUDA), or name the directory of an installed libtorch"
            + " in the environment variable PYTORCH_LIBRARY_PATH",
        null);
  }

  /**
   * This machine, in the words of the artifacts' classifiers.
   *
   * @param osName as the system property {@code os.name}
   * @param osArch as the system property {@code os.arch}
   * @return such as {@code linux-x86_64}
   */
  static String system(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os = name.startsWith("mac") ? "osx" : name.startsWith("win") ? "win" : "linux";
    return os + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
  }

  private static List<String> classifiers(ClassLoader loader) {
    List<String> classifiers = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(DESCRIPTION))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        classifiers.add(properties.getProperty("classifier", "an unknown machine"));
      }
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.RESOURCES, "the native library's " + DESCRIPTION + " can't be read", e);
    }
    return classifiers;
  }
}
