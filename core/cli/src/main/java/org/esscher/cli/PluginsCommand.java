package org.esscher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: plugin directories, plain or JSON output. */
abstract class PluginsCommand implements Callable<Integer> {
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

  /** The plugins that come along, then those that are named. */
  List<Path> directories() {
    List<Path> directories = new ArrayList<>();
    String bundled = System.getProperty("esscher.plugins");
    if (bundled != null) {
      directories.add(Path.of(bundled));
    }
    directories.addAll(plugins);
    return directories;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  void print(Object tree) {
    out().println(Json.pretty(tree));
  }
}
