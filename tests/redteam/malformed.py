"""Requests that are wrong. `heads` are refused for what their head says; of `framings` it is not
clear, or not true, where their body ends: a request that begins there is never answered."""

from __future__ import annotations

host = b"Host: 127.0.0.1\r\n"
# What a server that was led astray answers as a request of its own.
inner = b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n"


def get(line: bytes = b"GET /en/ HTTP/1.1", *more: bytes, with_host: bytes = host) -> bytes:
    return line + b"\r\n" + with_host + b"".join(each + b"\r\n" for each in more) + b"\r\n"


def post(*more: bytes, body: bytes) -> bytes:
    return get(b"POST /en/ HTTP/1.1", *more) + body


heads: dict[str, bytes] = {
    "nonsense": b"NONSENSE\r\n\r\n",
    "two blank lines of nonsense": b"\r\n\r\n\x00\x01\x02\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /en/\r\n\r\n",
    "HTTP/9.9": get(b"GET /en/ HTTP/9.9"),
    "HTTP/1.10": get(b"GET /en/ HTTP/1.10"),
    "version in lower case": get(b"GET /en/ http/1.1"),
    "no version": get(b"GET /en/ "),
    "other protocol": get(b"GET /en/ ICE/1.0"),
    "method in lower case": get(b"get /en/ HTTP/1.1"),
    "unknown method": get(b"FETCH /en/ HTTP/1.1"),
    "method with NUL": get(b"G\x00ET /en/ HTTP/1.1"),
    "no method": get(b" /en/ HTTP/1.1"),
    "tab in request line": get(b"GET\t/en/ HTTP/1.1"),
    "space in path": get(b"GET /en/ x HTTP/1.1"),
    "NUL in path": get(b"GET /en/\x00 HTTP/1.1"),
    "CR in path": get(b"GET /en/\rX HTTP/1.1"),
    "LF in path": get(b"GET /en/\nX: y HTTP/1.1"),
    "bytes in path": get(b"GET /\xff\xfe HTTP/1.1"),
    "CONNECT": get(b"CONNECT 127.0.0.1:80 HTTP/1.1"),
    "TRACE": get(b"TRACE /en/ HTTP/1.1"),
    "absolute-form, another host": get(b"GET http://evil.example/en/ HTTP/1.1"),
    "absolute-form, this host": get(b"GET http://127.0.0.1/en/ HTTP/1.1"),
    "absolute-form, file": get(b"GET file:///etc/passwd HTTP/1.1"),
    "authority-form": get(b"GET 127.0.0.1:80 HTTP/1.1"),
    "asterisk": get(b"GET * HTTP/1.1"),
    "asterisk of OPTIONS": get(b"OPTIONS * HTTP/1.1"),
    "path without a slash": get(b"GET en/ HTTP/1.1"),
    "empty path": get(b"GET  HTTP/1.1"),
    "no Host": get(with_host=b""),
    "two Hosts": get(b"GET /en/ HTTP/1.1", b"Host: evil.example"),
    "the same Host twice": get(b"GET /en/ HTTP/1.1", b"Host: 127.0.0.1"),
    "empty Host": get(with_host=b"Host:\r\n"),
    "another Host": get(with_host=b"Host: evil.example\r\n"),
    "Host with a path": get(with_host=b"Host: 127.0.0.1/evil\r\n"),
    "Host with a user": get(with_host=b"Host: 127.0.0.1@evil.example\r\n"),
    "Host with NUL": get(with_host=b"Host: 127.0.0.1\x00.evil.example\r\n"),
    "Host of two names": get(with_host=b"Host: 127.0.0.1, evil.example\r\n"),
    "space before colon": get(b"GET /en/ HTTP/1.1", b"Accept : text/html"),
    "tab before colon": get(b"GET /en/ HTTP/1.1", b"Accept\t: text/html"),
    "space before the first name": get(with_host=b" Host: 127.0.0.1\r\n"),
    "no colon": get(b"GET /en/ HTTP/1.1", b"Accept"),
    "no name": get(b"GET /en/ HTTP/1.1", b": text/html"),
    "obs-fold": get(b"GET /en/ HTTP/1.1", b"Accept: text/html,", b" text/plain"),
    "obs-fold with a tab": get(b"GET /en/ HTTP/1.1", b"Accept: text/html,", b"\ttext/plain"),
    "obs-fold of Host": get(with_host=b"Host:\r\n 127.0.0.1\r\n"),
    "NUL in value": get(b"GET /en/ HTTP/1.1", b"Accept: text\x00html"),
    "CR in value": get(b"GET /en/ HTTP/1.1", b"Accept: text\rX-Evil: yes"),
    "control in value": get(b"GET /en/ HTTP/1.1", b"Accept: text\x01html"),
    "DEL in value": get(b"GET /en/ HTTP/1.1", b"Accept: text\x7fhtml"),
    "bytes in name": get(b"GET /en/ HTTP/1.1", b"Acc\xe9pt: text/html"),
    "LF alone ends lines": get().replace(b"\r\n", b"\n"),
    "CR alone ends lines": get().replace(b"\r\n", b"\r"),
    "a long path": get(b"GET /" + b"x" * 100_000 + b" HTTP/1.1"),
    "a long value": get(b"GET /en/ HTTP/1.1", b"Cookie: " + b"x" * 100_000),
    "a long name": get(b"GET /en/ HTTP/1.1", b"x" * 100_000 + b": y"),
    "a head without end": b"GET /en/ HTTP/1.1\r\n" + b"X-A: b\r\n" * 20_000,
    "many headers": get(b"GET /en/ HTTP/1.1", *[b"X-%d: y" % n for n in range(5_000)]),
    "a header 200 times": get(b"GET /en/ HTTP/1.1", *[b"X-A: y"] * 200),
    "upgrade to h2c": get(
        b"GET /en/ HTTP/1.1", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"
    ),
    "upgrade to TLS": get(b"GET /en/ HTTP/1.1", b"Connection: upgrade", b"Upgrade: TLS/1.0"),
    "a websocket elsewhere": get(
        b"GET /en/ HTTP/1.1",
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    "a websocket without a key": get(
        b"GET /ws/terminal/ HTTP/1.1", b"Connection: Upgrade", b"Upgrade: websocket"
    ),
    **{
        f"{chr(byte)!r} in a name": get(b"GET /en/ HTTP/1.1", b"X%cY: z" % byte)
        for byte in b'()<>@,;\\"/[]?={} \x00\x0b\x7f'
    },
}

chunked = b"Transfer-Encoding: chunked"
five = b"Content-Length: 5"
upgrade = b"Connection: upgrade\r\nUpgrade: "

framings: dict[str, bytes] = {
    "CL and TE": post(five, chunked, body=b"0\r\n\r\n"),
    "TE and CL": post(chunked, five, body=b"0\r\n\r\n"),
    "CL twice": post(five, b"Content-Length: 0", body=b""),
    "CL twice, the same": post(five, five, body=b"abcde"),
    "CL of two": post(b"Content-Length: 5, 5", body=b"abcde"),
    "CL with a sign": post(b"Content-Length: +5", body=b"abcde"),
    "CL below nought": post(b"Content-Length: -5", body=b""),
    "CL in hexadecimal": post(b"Content-Length: 0x5", body=b"abcde"),
    "CL with a dot": post(b"Content-Length: 5.0", body=b"abcde"),
    "CL with an underscore": post(b"Content-Length: 0_5", body=b"abcde"),
    "CL with a space": post(b"Content-Length: 5 5", body=b"abcde"),
    "CL in other digits": post(b"Content-Length: \xd9\xa5", body=b"abcde"),
    "CL beyond 64 bits": post(b"Content-Length: 18446744073709551621", body=b"abcde"),
    "CL empty": post(b"Content-Length:", body=b""),
    "CL with a space before the colon": post(b"Content-Length : 0", body=b""),
    "TE of another kind": post(b"Transfer-Encoding: gzip", body=b""),
    "TE identity": post(b"Transfer-Encoding: identity", body=b""),
    "TE chunked, then identity": post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"),
    "TE chunked twice": post(chunked, chunked, body=b"0\r\n\r\n"),
    "TE quoted, then chunked": post(b'Transfer-Encoding: "chunked"', chunked, body=b"0\r\n\r\n"),
    "TE with a parameter, then chunked": post(
        b"Transfer-Encoding: chunked;q=1", chunked, body=b"0\r\n\r\n"
    ),
    "TE gzip, then chunked": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "TE almost chunked": post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "TE with VT": post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "TE quoted": post(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n"),
    "TE with a space before the colon": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n"),
    "TE folded": post(b"Transfer-Encoding:\r\n chunked", body=b"0\r\n\r\n"),
    "TE of HTTP/1.0": get(b"POST /en/ HTTP/1.0", chunked, five) + b"0\r\n\r\n",
    "chunk of no number": post(chunked, body=b"x\r\nabcde\r\n0\r\n\r\n"),
    "chunk below nought": post(chunked, body=b"-1\r\nabcde\r\n0\r\n\r\n"),
    "chunk with 0x": post(chunked, body=b"0x5\r\nabcde\r\n0\r\n\r\n"),
    "chunk with a space": post(chunked, body=b"5 \r\nabcde\r\n0\r\n\r\n"),
    "chunk beyond 64 bits": post(chunked, body=b"10000000000000005\r\nabcde\r\n0\r\n\r\n"),
    "chunk longer than said": post(chunked, body=b"4\r\nabcde\r\n0\r\n\r\n"),
    "chunk shorter than said": post(chunked, body=b"6\r\nabcde\r\n0\r\n\r\n"),
    "chunk ended by LF": post(chunked, body=b"5\nabcde\n0\n\n"),
    "chunk with a CR in its extension": post(chunked, body=b"5;a\rb\r\nabcde\r\n0\r\n\r\n"),
    "chunk with an LF in its extension": post(chunked, body=b"5;a\nabcde\r\n0\r\n\r\n"),
    "trailer without colon": post(chunked, body=b"0\r\nnonsense\r\n\r\n"),
    "h2c with a body": post(upgrade + b"h2c", b"Content-Length: %d" % len(inner), body=b""),
    "h2c with chunks": post(upgrade + b"h2c", chunked, body=b"%x\r\n" % len(inner)),
    "websocket with a body": get(
        b"GET /ws/terminal/ HTTP/1.1",
        upgrade + b"websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        b"Content-Length: %d" % len(inner),
    ),
    "websocket by POST": post(
        upgrade + b"websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        body=b"",
    ),
    "a request after the last one": get(b"GET /nowhere HTTP/1.1", b"Connection: close"),
}
