package org.esscher.neural;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tiny modules that {@code src/test/python/tiny_lm.py} makes, and what PyTorch says of them.
 */
public final class TinyScript {
  private static final int WITHOUT_PYTORCH = 3;

  private TinyScript() {}

  /** Copies the shipped module and PyTorch's numbers into a directory; gives the module. */
  public static Path shipped(Path directory) throws IOException {
    for (String name : List.of("tiny-lm.pt", "tiny-lm.txt")) {
      try (InputStream in = requireNonNull(TinyScript.class.getResourceAsStream(name))) {
        Files.copy(in, directory.resolve(name));
      }
    }
    return directory.resolve("tiny-lm.pt");
  }

  /**
   * Makes modules in float32 with an installed Python: trace.pt, script.pt and acausal.pt.
   *
   * @return whether there is a Python with PyTorch
   */
  public static boolean made(Path directory) throws IOException, InterruptedException {
    return python(
        "src/test/python/tiny_lm.py",
        directory.toString(),
        "float32",
        "trace=trace",
        "script=script",
        "acausal=acausal");
  }

  /**
   * Runs a program with an installed Python.
   *
   * @return whether there is a Python with PyTorch
   */
  static boolean python(String... arguments) throws IOException, InterruptedException {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      List<String> command = new ArrayList<>(List.of(arguments));
      command.add(0, python);
      int status = status(command);
      if (status == 0) {
        return true;
      } else if (status != WITHOUT_PYTORCH) {
        throw new IOException(python + " ended with status " + status);
      }
    }
    return false;
  }

  private static int status(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return WITHOUT_PYTORCH;
    }
  }

  /** PyTorch's numbers beside a module. */
  public static Map<String, double[]> numbers(Path module) throws IOException {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    Path file = module.resolveSibling(module.getFileName().toString().replace(".pt", ".txt"));
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      numbers.put(
          words[0], Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
    }
    return numbers;
  }

  /** A configuration that reads the modules' tokens. */
  public static Map<String, Object> config(Path module) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("file", module.toString());
    config.put("alphabet", "ab");
    config.put("context", 8);
    config.put("maxPrompt", 3);
    config.put("maxTokens", 3);
    return config;
  }
}
