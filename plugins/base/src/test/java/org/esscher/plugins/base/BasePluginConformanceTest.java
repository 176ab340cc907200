package org.esscher.plugins.base;

import org.esscher.api.Plugin;
import org.esscher.spitests.PluginVerification;

/** The rules of plugins, on this one. */
class BasePluginConformanceTest extends PluginVerification {
  @Override
  protected Plugin plugin() {
    return new BasePlugin();
  }
}
