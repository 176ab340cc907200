package com.example.audit;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.PolicyProvider;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;

/** What the log says of a policy. The host is shared, each question has memory of its own. */
final class PolicyAudit {
  private final Esscher host;
  private final Path log;

  @Inject
  PolicyAudit(Esscher host, @DecisionLog Path log) {
    this.host = host;
    this.log = log;
  }

  /**
   * The value of a policy of the host.
   *
   * @param id such as {@code uniform}
   * @param config its configuration
   * @return values with intervals, and how far they can be trusted
   */
  PolicyEvaluation value(String id, Map<String, ?> config) {
    PolicyProvider policy = host.component(PolicyProvider.class, id, config);
    try (Arena arena = host.arena("audit")) {
      Batch decisions = Sources.open(log, ReadOptions.defaults()).readAll(arena);
      return host.evaluate(policy, decisions, 1);
    }
  }
}
