package org.esscher.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scripts of a report: data, or a program whose digest the page's own policy names. */
final class PageScripts {
  private static final Pattern POLICY =
      Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"");

  private static final Pattern SCRIPT =
      Pattern.compile("<script(.*?)>(.*?)</script\\s*>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private PageScripts() {}

  /** Refuses a page with any other. */
  static void requireOwn(String page) {
    Matcher policy = POLICY.matcher(page);
    if (!policy.find() || POLICY.matcher(page.substring(policy.end())).find()) {
      throw new AssertionError("not one content security policy");
    }
    Matcher script = SCRIPT.matcher(page);
    while (script.find()) {
      if (!script.group(1).equals(" type=\"application/json\"")
          && !policy.group(1).contains(digest(script.group(2)))) {
        throw new AssertionError("a script came through: " + script.group());
      }
    }
  }

  private static String digest(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
