package org.esscher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
  private static final String ACTIONS = "actions";

  @Parameters(
      index = "0",
      paramLabel = "POLICY",
      description = "A policy's id, a saved model, or a run directory.")
  String name = "";

  @Mixin ConfigOption config = new ConfigOption();

  /**
   * Finds the policy. What is wrong with its name or its configuration is told now, before anybody
   * reads rows.
   *
   * @param host knows the components
   * @return makes its provider, given what counts the actions, for policies that want to know how
   *     many there are and were not told
   */
  Function<LongSupplier, ModelProvider> found(Esscher host) {
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      return saved(host, file.resolve("models").resolve("policy.json"));
    }
    if (Files.isRegularFile(file)) {
      return saved(host, file);
    }
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw EsscherException.user(
          "there is no saved model or run directory %s: check the path, or give a policy's id",
          name);
    }
    Map<String, Object> fields = new LinkedHashMap<>(config.tree());
    if (fields.containsKey(ACTIONS) || !countsActions(host)) {
      ModelProvider made = host.component(PolicyProvider.class, name, fields);
      return counting -> made;
    }
    host.services().components().check(PolicyProvider.class, name, fields, Set.of(ACTIONS));
    return counting -> {
      fields.put(ACTIONS, counting.getAsLong());
      return host.component(PolicyProvider.class, name, fields);
    };
  }

  private static Function<LongSupplier, ModelProvider> saved(Esscher host, Path file) {
    ModelProvider saved = host.savedModel(file);
    return counting -> saved;
  }

  private boolean countsActions(Esscher host) {
    return host.components().stream()
        .filter(info -> info.kind() == Kind.POLICY && info.id().equals(name))
        .flatMap(info -> info.fields().stream())
        .anyMatch(field -> field.name().equals(ACTIONS));
  }
}
