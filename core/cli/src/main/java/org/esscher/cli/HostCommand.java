package org.esscher.cli;

import org.esscher.runtime.Esscher;

/** A verb that works on a host with its plugins. */
abstract class HostCommand extends PluginsCommand {
  /** Opens the host, does the work, closes the host. */
  @Override
  public Integer call() {
    Esscher.Builder builder =
        Esscher.builder().classPath(HostCommand.class.getClassLoader()).threads(threads());
    directories().forEach(builder::plugins);
    try (Esscher host = builder.build()) {
      return work(host);
    }
  }

  abstract int work(Esscher host);

  /** Threads that compute. */
  int threads() {
    return 1;
  }
}
