package com.example.audit;

import com.google.inject.AbstractModule;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.guice.EsscherModule;

/** Binds the application, and the host that it uses. */
final class AuditModule extends AbstractModule {
  private final Path log;
  private final int port;

  /**
   * Describes the application.
   *
   * @param log decisions with {@code action, propensity, reward}
   * @param port to listen at, or 0 for a free one
   */
  AuditModule(Path log, int port) {
    this.log = log;
    this.port = port;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    install(new EsscherModule(Esscher.builder().classPath(getClass().getClassLoader())));
    bind(PolicyAudit.class);
    bind(AuditServer.class);
    bind(Path.class).annotatedWith(DecisionLog.class).toInstance(log);
    bind(InetSocketAddress.class).toInstance(new InetSocketAddress("localhost", port));
  }
}
