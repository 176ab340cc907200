package com.example.spelling;

import java.util.List;
import org.esscher.api.Plugin;

/** The components of this jar. */
public final class SpellingPlugin implements Plugin {
  /** For the service loader. */
  public SpellingPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(SoundsLike.class);
  }
}
