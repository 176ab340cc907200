package org.esscher.flight;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between a client and a server, and can pull the plug: what a server that dies looks like.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket listening;
  private final int to;
  private final List<Socket> open = new ArrayList<>();

  Relay(int to) {
    this.to = to;
    try {
      listening = new ServerSocket(0, 16, InetAddress.getByName("localhost"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept, "relay");
  }

  int port() {
    return listening.getLocalPort();
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getByName("localhost"), to);
        synchronized (open) {
          open.add(client);
          open.add(server);
        }
        start(() -> copy(client, server), "relay there");
        start(() -> copy(server, client), "relay back");
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException cut) {
      // As it was meant to be.
    }
  }

  /** Breaks every connection; a new one may be made. */
  void cut() {
    synchronized (open) {
      for (Socket socket : open) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException alreadyClosed) {
          // What was meant.
        }
      }
      open.clear();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
