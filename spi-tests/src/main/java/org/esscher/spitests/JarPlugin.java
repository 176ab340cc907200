package org.esscher.spitests;

import java.util.function.Consumer;
import org.esscher.api.Plugin;
import org.esscher.runtime.internal.load.Components;

/** A plugin that was loaded from its jar; the kit over its components is what is watched. */
final class JarPlugin extends PluginVerification {
  private final Plugin plugin;
  private final Components components;
  private final Runnable use;

  JarPlugin(Plugin plugin, Components components, Runnable use) {
    this.plugin = plugin;
    this.components = components;
    this.use = use;
  }

  @Override
  protected Plugin plugin() {
    return plugin;
  }

  @Override
  void withComponents(Consumer<Components> work) {
    work.accept(components);
  }

  /** What its class loader finds: of the host's classes only those that are shared. */
  @Override
  boolean visible(String name) {
    try {
      Class.forName(name, false, plugin.getClass().getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  @Override
  void use() {
    use.run();
  }
}
