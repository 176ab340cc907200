package org.esscher.flight;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.data.Arena;
import org.esscher.data.ArrowMessages;
import org.esscher.runtime.Esscher;
import org.jspecify.annotations.Nullable;

/**
 * A server of reward models and policies of a host, over Arrow Flight, for {@code flight-reward}
 * and {@code flight-policy} of other processes. Each model is used by one call at a time; calls of
 * different models go side by side. Thread-safe.
 *
 * <p>For example a server of one reward:
 *
 * <pre>{@code
 * try (Esscher host = Esscher.builder().plugins(Path.of(args[0])).build();
 *     FlightServing serving =
 *         FlightServing.of(host)
 *             .serve("verifier", verifier(host))
 *             .listen(args[1], Integer.parseInt(args[2]))
 *             .start()) {
 *   serving.await();
 * }
 * }</pre>
 */
public final class FlightServing implements AutoCloseable {
  private final FlightServer server;
  private final ExecutorService threads;
  private final Map<String, Served> models;
  private final Arena arena;

  private FlightServing(
      FlightServer server, ExecutorService threads, Map<String, Served> models, Arena arena) {
    this.server = server;
    this.threads = threads;
    this.models = models;
    this.arena = arena;
  }

  /**
   * Starts to describe a server.
   *
   * @param host makes the models; closed after the server, by the caller
   * @return a builder without models
   */
  public static Builder of(Esscher host) {
    return new Builder(host);
  }

  /**
   * The port.
   *
   * @return where it listens, also when it was free to choose
   */
  public int port() {
    return server.getPort();
  }

  /**
   * What tells a model from others: SHA-256 of its class, its configuration and its state.
   *
   * @param model its name
   * @return in hexadecimal
   * @throws EsscherException (USER) when it isn't served
   */
  public String fingerprint(String model) {
    Served served = models.get(model);
    if (served == null) {
      throw EsscherException.user("'%s' is not served; %s are", model, models.keySet());
    }
    return served.description().fingerprint();
  }

  /**
   * Waits until the server is closed, by another thread.
   *
   * @throws EsscherException (RESOURCES) when the thread is interrupted
   */
  public void await() {
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EsscherException(ErrorCode.RESOURCES, "interrupted while serving", e);
    }
  }

  /**
   * Stops to listen, ends calls that are running, and closes the models. May be called twice.
   *
   * @throws EsscherException (HOST) when a model is still computing after a minute
   */
  @Override
  public void close() {
    try {
      server.close();
      threads.shutdownNow();
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new EsscherException(
            ErrorCode.HOST, "a model that is served doesn't end; its memory is left to it", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EsscherException(ErrorCode.RESOURCES, "interrupted while a server ended", e);
    }
    models.values().forEach(served -> served.model().close());
    arena.close();
  }

  /** Describes a server. Not thread-safe. */
  public static final class Builder {
    private final Esscher host;
    private final Map<String, ModelProvider> providers = new LinkedHashMap<>();
    private String address = "";
    private int port;
    private Token token = Token.NONE;
    private @Nullable TlsFiles tls;

    private Builder(Esscher host) {
      this.host = host;
    }

    /**
     * Serves a model.
     *
     * @param name by which it is asked for
     * @param provider makes a reward model or a policy, once
     * @return this
     */
    public Builder serve(String name, ModelProvider provider) {
      if (name.isBlank() || providers.putIfAbsent(name, provider) != null) {
        throw EsscherException.user(
            "models have names of their own; got '%s' twice or blank", name);
      }
      return this;
    }

    /**
     * Where to listen. By default on a free port of the local machine, for itself only.
     *
     * @param hostAddress name or address of one of this machine's interfaces
     * @param onPort or 0 for one that is free
     * @return this
     */
    public Builder listen(String hostAddress, int onPort) {
      address = hostAddress;
      port = onPort;
      return this;
    }

    /**
     * Answers only those who know the token.
     *
     * @param tokenFile a file that holds it
     * @return this
     */
    public Builder token(String tokenFile) {
      token = Token.of("", tokenFile);
      return this;
    }

    /**
     * Encrypts.
     *
     * @param certificate file of this server's certificates (PEM)
     * @param key file of the certificate's private key (PKCS 8, PEM)
     * @param trust file of the certificates that clients must show (PEM); empty where they need not
     *     show any
     * @return this
     */
    public Builder tls(String certificate, String key, String trust) {
      tls = new TlsFiles(trust, certificate, key);
      return this;
    }

    /**
     * Makes the models and listens.
     *
     * @return the server; the caller closes it
     * @throws EsscherException (USER) when a model is neither a reward model nor a policy, or the
     *     port can't be had
     */
    public FlightServing start() {
      Arena arena = host.arena("flight serving");
      Map<String, Served> models = new LinkedHashMap<>();
      ExecutorService pool = null;
      try {
        FlightConnection.requireDirectBuffers(arena);
        for (Map.Entry<String, ModelProvider> entry : providers.entrySet()) {
          models.put(entry.getKey(), made(entry.getKey(), entry.getValue(), arena));
        }
        AtomicInteger number = new AtomicInteger();
        // As many as there are calls: each holds one while it waits for its rows, which others
        // bring.
        pool =
            Executors.newCachedThreadPool(
                task -> {
                  Thread thread =
                      new Thread(task, "esscher-flight-serving-" + number.incrementAndGet());
                  thread.setDaemon(true);
                  return thread;
                });
        return new FlightServing(server(models, arena, pool).start(), pool, models, arena);
      } catch (RuntimeException | IOException e) {
        if (pool != null) {
          pool.shutdownNow();
        }
        models.values().forEach(served -> served.model().close());
        arena.close();
        if (e instanceof EsscherException told) {
          throw told;
        }
        throw new EsscherException(
            ErrorCode.USER,
            "no server can listen at '" + address + "', port " + port + ": " + e,
            e);
      }
    }

    private Served made(String name, ModelProvider provider, Arena arena) {
      Model model = provider.create(host.context(arena, 0), null);
      String kind;
      if (model instanceof RewardModel) {
        kind = ServedModel.REWARD;
      } else if (model instanceof Policy) {
        kind = ServedModel.POLICY;
      } else {
        model.close();
        throw EsscherException.user("'%s' is neither a reward model nor a policy", name);
      }
      return new Served(
          Served.described(name, kind, Fingerprint.of(provider, model), model), model);
    }

    private FlightServer server(Map<String, Served> models, Arena arena, ExecutorService pool)
        throws IOException {
      String at = address.isEmpty() ? "localhost" : address;
      ServingProducer producer = new ServingProducer(models, arena, host::context);
      FlightServer.Builder builder =
          FlightServer.builder(
                  arena.allocator(),
                  tls == null ? Location.forGrpcInsecure(at, port) : Location.forGrpcTls(at, port),
                  producer)
              .executor(pool)
              .transportHint(
                  "grpc.builderConsumer",
                  (Consumer<ServerBuilder<?>>) grpc -> check(grpc, producer, arena, pool));
      if (token.isPresent()) {
        builder.middleware(TokenCheck.KEY, TokenCheck.of(token));
      }
      if (tls != null) {
        builder.useTls(TlsFiles.open(tls.certificate()), TlsFiles.open(tls.key()));
        if (!tls.trust().isEmpty()) {
          builder.useMTlsClientVerification(TlsFiles.open(tls.trust()));
        }
      }
      return builder.build();
    }

    /** Puts a service that looks at questions in the place of Flight's own, which has its name. */
    @SuppressWarnings(
        "deprecation") // a handler of a way to log in that nobody uses has to be given
    private static void check(
        ServerBuilder<?> grpc, FlightProducer producer, Arena arena, ExecutorService pool) {
      grpc.addService(
          QuestionCheck.of(
              FlightGrpcUtils.createFlightService(
                  arena.allocator(), producer, ServerAuthHandler.NO_OP, pool),
              () -> new ArrowMessages("the question", "correct the client", arena)));
      // What is packed claims little and is much.
      grpc.decompressorRegistry(
          DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false));
    }
  }
}
