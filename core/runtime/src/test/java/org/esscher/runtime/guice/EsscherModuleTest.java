package org.esscher.runtime.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;

class EsscherModuleTest {

  @Test
  void bindsOneHost() {
    Injector injector = Guice.createInjector(new EsscherModule(Esscher.builder()));
    try (Esscher host = injector.getInstance(Esscher.class)) {
      assertThat(injector.getInstance(Esscher.class)).isSameAs(host);
      assertThat(host.describe("adam")).hasSize(1);
    }
  }
}
