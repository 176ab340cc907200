package com.example.ranking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.esscher.runtime.Esscher;

/** The service: it ranks by day, writes its log, and improves by night. */
public final class RankingService {
  private final Esscher host;
  private final Path home;
  private final PolicyFile policy;
  private volatile Ranking ranking;

  private RankingService(Esscher host, Path home) throws IOException {
    this.host = host;
    this.home = Files.createDirectories(home);
    this.policy = new PolicyFile(home.resolve("policy.json"));
    this.ranking = load();
  }

  /** What serves after a restart: the policy that was adopted last. */
  private Ranking load() {
    return policy.exists()
        ? Ranking.of(host.savedModel(policy.path()), Readers.SEGMENTS, Readers.ARTICLES, host)
        : Ranking.uniform(Readers.SEGMENTS, Readers.ARTICLES);
  }

  private DecisionLog serve(int day, int requests, Readers readers) throws IOException {
    try (DecisionLog log = new DecisionLog(home, day)) {
      for (long reader = 0; reader < requests; reader++) {
        Ranking current = ranking;
        String segment = readers.next();
        int first = current.draw(segment, readers.random()).get(0);
        log.write(
            reader,
            segment,
            first,
            current.probability(segment, first),
            readers.clicks(segment, first));
      }
      return log;
    }
  }

  /** The run directory of a night: it says, too, which days are over. */
  private Path night(int day) {
    return home.resolve("night-" + day);
  }

  private void live(int days, int requests) throws IOException {
    NightlyImprovement nightly =
        new NightlyImprovement(host, this::night, policy, new Gate(0.1), System.out::println);
    int first = 1;
    while (Files.exists(night(first))) {
      first++;
    }
    for (int day = first; day < first + days; day++) {
      System.out.println(
          String.format(Locale.ROOT, "day %d: true click rate %.3f", day, Readers.truth(ranking)));
      DecisionLog log = serve(day, requests, new Readers(day));
      if (nightly.improve(day, log)) {
        ranking = load();
      }
    }
    System.out.println(
        String.format(Locale.ROOT, "in the end: true click rate %.3f", Readers.truth(ranking)));
  }

  /**
   * Lives for some days, after those that the directory remembers.
   *
   * @param args a directory for logs, runs and the policy; the number of days; requests a day
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: RankingService DIRECTORY DAYS REQUESTS");
      System.exit(2);
    }
    try (Esscher host =
        Esscher.builder().classPath(RankingService.class.getClassLoader()).build()) {
      new RankingService(host, Path.of(args[0]))
          .live(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }
  }
}
