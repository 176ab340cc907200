package org.esscher.dist;

import java.util.List;
import org.esscher.api.Plugin;

public final class ExamplePlugin implements Plugin {
  public ExamplePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(SquaredError.class);
  }
}
