package org.esscher.cli;

import org.esscher.api.Plugin;
import org.esscher.runtime.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code esscher --version} prints. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"esscher " + Version.current() + " (SPI " + Plugin.API_VERSION + ")"};
  }
}
