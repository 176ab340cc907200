package org.esscher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import picocli.CommandLine.Mixin;

/** A policy, named by its id, a saved model or a run directory, with its configuration. */
final class PolicyOption {
  @Mixin ConfigOption config = new ConfigOption();

  /**
   * The policy's provider.
   *
   * @param host knows the components
   * @param policy an id, a file or a directory
   * @param actions the number of actions, for policies that want to know it and were not told
   */
  ModelProvider provider(Esscher host, String policy, LongSupplier actions) {
    Path file = Path.of(policy);
    if (Files.isDirectory(file)) {
      return host.savedModel(file.resolve("models").resolve("policy.json"));
    }
    if (Files.isRegularFile(file)) {
      return host.savedModel(file);
    }
    Map<String, Object> fields = new LinkedHashMap<>(config.tree());
    if (!fields.containsKey("actions") && countsActions(host, policy)) {
      fields.put("actions", actions.getAsLong());
    }
    return host.component(PolicyProvider.class, policy, fields);
  }

  private static boolean countsActions(Esscher host, String policy) {
    return host.components().stream()
        .filter(info -> info.kind() == Kind.POLICY && info.id().equals(policy))
        .flatMap(info -> info.fields().stream())
        .anyMatch(field -> field.name().equals("actions"));
  }
}
