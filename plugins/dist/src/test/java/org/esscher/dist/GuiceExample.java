package org.esscher.dist;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.guice.EsscherModule;

/** A service of a Guice application, which is given the host. */
final class GuiceExample {
  private final Esscher host;

  @Inject
  GuiceExample(Esscher host) {
    this.host = host;
  }

  double preferenceLoss(Path pairsFile) {
    try (Arena arena = host.arena("pairs")) {
      Batch pairs = Sources.open(pairsFile, ReadOptions.defaults()).readAll(arena);
      Estimator dpo = host.component(Estimator.class, "dpo", Map.of("beta", 0.1));
      return host.estimate(dpo, Map.of("pairs", pairs), State.empty(), 1, arena).value("dpo");
    }
  }

  static Injector application() {
    return Guice.createInjector(
        new EsscherModule(Esscher.builder().classPath(GuiceExample.class.getClassLoader())),
        new AbstractModule() {
          @Override
          protected void configure() {
            bind(GuiceExample.class);
          }
        });
  }
}
