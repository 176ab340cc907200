package com.example.spelling;

import java.util.List;
import org.esscher.api.Plugin;
import org.esscher.spitests.PluginVerification;

class SpellingPluginTest extends PluginVerification {
  @Override
  protected Plugin plugin() {
    return new SpellingPlugin();
  }

  @Override
  protected List<String> libraries() {
    return List.of("org.apache.commons.codec.");
  }
}
