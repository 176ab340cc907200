package org.esscher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.esscher.runtime.Esscher;
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
    Esscher.Builder builder =
        Esscher.builder().classPath(HostCommand.class.getClassLoader()).threads(threads());
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

  /** Threads that compute. */
  int threads() {
    return 1;
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
