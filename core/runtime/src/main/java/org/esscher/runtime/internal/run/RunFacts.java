package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.data.Sha256;
import org.esscher.runtime.Version;
import org.esscher.runtime.internal.config.RecordTree;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Kernels;

/** What a run notes of itself before it begins: configuration, versions, what its data is. */
final class RunFacts {
  private RunFacts() {}

  static Map<String, Object> config(RunRequest request) {
    if (!(request.recipe() instanceof Record recipe)) {
      throw EsscherException.plugin(
          "the recipe %s is not a record, so it has no configuration that could be written down",
          request.recipe().getClass().getName());
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("recipe", RecordTree.of(recipe));
    config.put("sources", request.sources());
    config.put("seed", request.seed());
    if (!request.streamed().isEmpty()) {
      // The order of the rows is another one.
      config.put("streamed", request.streamed());
    }
    return config;
  }

  static Map<String, Object> environment(
      RunRequest request, Map<String, SourceFacts> data, Kernels kernels) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("esscher", Version.current());
    tree.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    tree.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    tree.put("spi", Plugin.API_VERSION);
    tree.put("engine", Evaluation.DESCRIPTION);
    tree.put("kernels", kernels.name());
    tree.put("settings", settings());
    tree.put("data", data(request, data));
    return tree;
  }

  /** What was set by system properties: the number of native threads, on which digits depend. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("esscher.") && !name.equals("esscher.plugins")) {
        settings.put(name, System.getProperty(name));
      }
    }
    return settings;
  }

  static Map<String, Object> data(RunRequest request, Map<String, SourceFacts> data) {
    Map<String, Object> sources = new LinkedHashMap<>();
    data.forEach(
        (source, found) -> {
          Map<String, Object> facts = new LinkedHashMap<>();
          String location = Objects.requireNonNull(request.sources().get(source));
          facts.put("location", location);
          facts.put("rows", found.rows());
          // Sorted: a generator may make its columns in an order that differs in each process.
          facts.put("columns", new TreeSet<>(found.columns()));
          Path file = Path.of(location);
          Batch made = found.batch();
          if (made == null || Files.isRegularFile(file)) {
            facts.put("sha256", digest(file));
          } else {
            // Under another name: runs whose seeds made them different data have the same source.
            facts.put("generated_sha256", ContentDigest.of(made));
          }
          sources.put(source, facts);
        });
    return sources;
  }

  private static String digest(Path file) {
    try {
      return Sha256.hex(file);
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.RESOURCES, file + " can't be read: " + e, e);
    }
  }
}
