package org.esscher.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** A verb that may be told of plugins. */
abstract class PluginsCommand extends PrintingCommand {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "A directory of plugins, in addition to those of Esscher; may be repeated.")
  List<Path> plugins = new ArrayList<>();

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
}
