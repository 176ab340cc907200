package org.esscher.flight;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components. Naming them connects to nothing. */
public final class FlightPlugin implements Plugin {
  /** Made by the host. */
  public FlightPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(FlightReward.class, FlightPolicy.class);
  }
}
