package org.esscher.flight;

import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.RewardModelProvider;
import org.esscher.runtime.Esscher;

/** Serves a reward, until it is killed: plugin directory, host, port. */
final class ServingExample {
  private ServingExample() {}

  public static void main(String[] args) {
    try (Esscher host = Esscher.builder().plugins(Path.of(args[0])).build();
        FlightServing serving =
            FlightServing.of(host)
                .serve("verifier", verifier(host))
                .listen(args[1], Integer.parseInt(args[2]))
                .start()) {
      serving.await();
    }
  }

  private static RewardModelProvider verifier(Esscher host) {
    return host.component(RewardModelProvider.class, "verifier", Map.of("mode", "gsm8k"));
  }
}
