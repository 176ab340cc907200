package org.esscher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.config.ConfigTree;
import picocli.CommandLine.Option;

/** The option {@code --set}: fields of a component's configuration. */
final class ConfigOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A field of the configuration, as YAML; may be repeated.")
  List<String> settings = new ArrayList<>();

  /** The fields that were set. */
  Map<String, Object> tree() {
    return over(Map.of());
  }

  /** A configuration with the fields that were set laid over it. */
  Map<String, Object> over(Map<String, Object> tree) {
    Map<String, Object> changed = tree;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw EsscherException.user("--set %s: write key=value", setting);
      }
      changed =
          ConfigTree.with(changed, setting.substring(0, equals), setting.substring(equals + 1));
    }
    return changed;
  }
}
