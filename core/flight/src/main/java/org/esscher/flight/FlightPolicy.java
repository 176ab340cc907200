package org.esscher.flight;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that another process serves over Arrow Flight: log-probabilities of given actions, one a
 * row or one a token, as the server has them. It samples where the server does; the seed of each
 * part's draws comes from the run. It has no parameters here, and so can't be trained: it is a
 * reference, a teacher, or what an evaluation is about. Parts, retries and what is saved are those
 * of {@link FlightReward}.
 *
 * @param endpoint where the server is, {@code grpc://HOST:PORT} or {@code grpc+tls://HOST:PORT}
 * @param model its name on the server; empty where the server has one policy
 * @param deadline the most seconds that the answer to one part may take
 * @param retries how often a part is asked for again while the server is away
 * @param backoff seconds to wait before the first retry; each wait is twice the one before
 * @param rows the most rows in a part
 * @param inFlight the most parts on their way at once
 * @param tokenVariable environment variable that holds the server's token; empty for none
 * @param tokenFile file that holds the token instead; empty for none
 * @param trust file of certificates (PEM) that are trusted; empty for the JDK's
 * @param certificate file of the certificate (PEM) that this side shows; empty for none
 * @param key file of the certificate's private key (PKCS 8, PEM)
 */
@Component(value = "flight-policy", summary = "a policy that another process serves")
public record FlightPolicy(
    @NotBlank String endpoint,
    @Default("") String model,
    @Default("60") @Positive double deadline,
    @Default("5") @PositiveOrZero int retries,
    @Default("0.2") @Positive double backoff,
    @Default("1024") @Min(1) int rows,
    @Default("4") @Min(1) int inFlight,
    @Default("") String tokenVariable,
    @Default("") String tokenFile,
    @Default("") String trust,
    @Default("") String certificate,
    @Default("") String key)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new RemotePolicy(
        Remote.open(
            new Connecting(
                Endpoint.of(endpoint),
                Connecting.seconds(deadline),
                Token.of(tokenVariable, tokenFile),
                new TlsFiles(trust, certificate, key)),
            new Asking(rows, inFlight, retries, Connecting.seconds(backoff)),
            ServedModel.POLICY,
            model,
            saved));
  }
}
