package ${package};

import org.esscher.api.Plugin;
import org.esscher.spitests.PluginVerification;

/** The rules of plugins. */
class PluginTest extends PluginVerification {
  @Override
  protected Plugin plugin() {
    return new ${pluginClass}();
  }
}
