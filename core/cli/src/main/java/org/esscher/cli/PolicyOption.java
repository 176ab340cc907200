package org.esscher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A policy, named by its id, a saved model or a run directory, with its configuration. */
final class PolicyOption {
  @Parameters(
      index = "0",
      paramLabel = "POLICY",
      description = "A policy's id, a saved model, or a run directory.")
  String name = "";

  @Mixin ConfigOption config = new ConfigOption();

  /**
   * The policy's provider.
   *
   * @param host knows the components
   * @param actions the number of actions, for policies that want to know it and were not told
   */
  ModelProvider provider(Esscher host, LongSupplier actions) {
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      return host.savedModel(file.resolve("models").resolve("policy.json"));
    }
    if (Files.isRegularFile(file)) {
      return host.savedModel(file);
    }
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw EsscherException.user(
          "there is no saved model or run directory %s: check the path, or give a policy's id",
          name);
    }
    Map<String, Object> fields = new LinkedHashMap<>(config.tree());
    if (!fields.containsKey("actions") && countsActions(host)) {
      fields.put("actions", actions.getAsLong());
    }
    return host.component(PolicyProvider.class, name, fields);
  }

  private boolean countsActions(Esscher host) {
    return host.components().stream()
        .filter(info -> info.kind() == Kind.POLICY && info.id().equals(name))
        .flatMap(info -> info.fields().stream())
        .anyMatch(field -> field.name().equals("actions"));
  }
}
