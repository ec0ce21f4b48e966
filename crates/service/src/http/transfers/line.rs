//! The line on which a part arrives. Where it breaks, the server throws away what nobody asked for until then, and the
//! request with it. So the bytes are taken off the line ahead, and the request goes on to its end.

use std::sync::Arc;

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{Error, PayloadError};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::{Semaphore, mpsc};

use crate::http::problem::Problem;

/// How many bytes are taken ahead: more than the server reads at once, few enough for those who may send nothing.
const AHEAD: usize = 256 * 1024;

type Chunk = Result<Bytes, PayloadError>;

/// Goes on with a part whose sender is gone, from the first moment: also while it is not known yet who sends it.
pub(in crate::http) async fn to_its_end<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.method() != Method::PATCH {
        return next.call(request).await;
    }
    let payload = Box::pin(ahead(request.take_payload()));
    request.set_payload(Payload::Stream { payload });
    let taken = actix_web::rt::spawn(async move { next.call(request).await });
    taken.await.unwrap_or_else(|_| Err(Problem::internal("a part stopped").into()))
}

/// The same bytes, taken before they are asked for; as many as there is room for.
fn ahead(mut line: Payload) -> impl Stream<Item = Chunk> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let room = Arc::new(Semaphore::new(AHEAD));
    let taken = Arc::clone(&room);
    drop(actix_web::rt::spawn(async move {
        loop {
            let next = tokio::select! {
                next = next(&mut line, &room) => next,
                () = sender.closed() => None,
            };
            let Some(next) = next else { return };
            // Nobody asks any more.
            if sender.send(next).is_err() {
                return;
            }
        }
    }));
    let stream = stream::unfold((receiver, taken), |(mut receiver, room)| async move {
        let (chunk, length): (Chunk, usize) = receiver.recv().await?;
        room.add_permits(length);
        Some((chunk, (receiver, room)))
    });
    stream.fuse()
}

/// The next bytes, once there is room for them, and how much they take.
async fn next(line: &mut Payload, room: &Semaphore) -> Option<(Chunk, usize)> {
    let chunk = line.next().await?;
    let length = chunk.as_ref().map_or(0, Bytes::len).min(AHEAD);
    room.acquire_many(u32::try_from(length).ok()?).await.ok()?.forget();
    Some((chunk, length))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[actix_web::test]
    async fn bytes_are_taken_ahead_but_no_more_than_there_is_room_for() {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let chunks = stream::iter(0..64_u8).map(move |number| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(Bytes::from(vec![number; AHEAD / 8]))
        });
        let broken = stream::iter([Err(PayloadError::Incomplete(None))]);
        let payload: Pin<Box<dyn Stream<Item = Chunk>>> = Box::pin(chunks.chain(broken));
        let mut arrived = Box::pin(ahead(Payload::Stream { payload }));
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let taken = asked.load(Ordering::Relaxed);
        assert!((8..=9).contains(&taken), "{taken} chunks were taken ahead");
        for number in 0..64 {
            let chunk = arrived.next().await.unwrap().unwrap();
            assert!(chunk.len() == AHEAD / 8 && chunk.iter().all(|byte| *byte == number), "{number}");
        }
        assert!(arrived.next().await.unwrap().is_err(), "and at last that the line broke");
        assert!(arrived.next().await.is_none());
    }
}
