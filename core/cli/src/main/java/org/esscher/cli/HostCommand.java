package org.esscher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.config.ConfigTree;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the verbs share: the host with its plugins, settings, plain or JSON output. */
abstract class HostCommand implements Callable<Integer> {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description =
          "A directory of plugins, in addition to those that come along; may be repeated.")
  List<Path> plugins = new ArrayList<>();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  /** Opens the host, does the work, closes the host. */
  @Override
  public Integer call() {
    Esscher.Builder builder = Esscher.builder().classPath(HostCommand.class.getClassLoader());
    String bundled = System.getProperty("esscher.plugins");
    if (bundled != null) {
      builder.plugins(Path.of(bundled));
    }
    plugins.forEach(builder::plugins);
    try (Esscher host = builder.build()) {
      return work(host);
    }
  }

  abstract int work(Esscher host);

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  void print(Object tree) {
    out().println(Json.pretty(tree));
  }

  /** Settings {@code key=value} as a configuration tree. */
  static Map<String, Object> settings(List<String> settings) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw EsscherException.user("--set %s: write key=value", setting);
      }
      tree = ConfigTree.with(tree, setting.substring(0, equals), setting.substring(equals + 1));
    }
    return tree;
  }
}
