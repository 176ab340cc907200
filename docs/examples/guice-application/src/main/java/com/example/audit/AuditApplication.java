package com.example.audit;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.esscher.runtime.Esscher;

/** Starts the service, and stops it when its input ends. */
public final class AuditApplication {
  private AuditApplication() {}

  /**
   * Runs the service.
   *
   * @param args the file of logged decisions, and a port
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: AuditApplication LOG PORT");
      System.exit(2);
    }
    Injector injector =
        Guice.createInjector(new AuditModule(Path.of(args[0]), Integer.parseInt(args[1])));
    // Guice closes nothing: whoever stops the application closes the host.
    try (Esscher host = injector.getInstance(Esscher.class)) {
      HttpServer server = injector.getInstance(AuditServer.class).start();
      System.out.println(
          host.components().size() + " components, port " + server.getAddress().getPort());
      System.in.transferTo(OutputStream.nullOutputStream());
      server.stop(0);
    }
  }
}
