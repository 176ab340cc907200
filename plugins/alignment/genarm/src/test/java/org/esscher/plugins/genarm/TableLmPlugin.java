package org.esscher.plugins.genarm;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the language model of the tests. */
public final class TableLmPlugin implements Plugin {
  /** Made by the host. */
  public TableLmPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(TableLm.class);
  }
}
