import gzip,json,sys,time
import numpy as np
from collections import Counter
from needline.text.signs import signs
from needline.text import parts, roles
from needline.text.crf import Crf, marginals, best_paths
from trainer import Sequence, train
REF='/work/shared/reference/attribution/'
def load(name): return [json.loads(l) for l in gzip.open(REF+name,'rt',encoding='utf-8')]
z=np.load('/tmp/h5a/pos.npz'); POS=Crf(z['weights'].astype(np.float32),np.zeros((17,17),np.float32),z['first'])
def tokens_in(spans,here):
    """indices of tokens that overlap spans by letters"""
    out=[]
    for s,e in spans or ():
        a=np.searchsorted(here.ends,s,'right'); b=np.searchsorted(here.starts,e,'left')
        out.extend(range(a,b))
    return out
class Doc: pass
def prepare(row):
    d=Doc(); d.row=row; text=row['text']
    d.here=signs(text)
    f=parts.features(d.here.looks,d.here.sentence)
    d.parts=(POS.scores(f)+POS.first).argmax(1)
    d.features=roles.features(d.here,d.parts)
    n=len(d.parts); lab=np.zeros(n,np.int64)
    for role,base in (('content',5),('source',1),('cue',3)):
        for a in row['attributions']:
            t=[i for i in tokens_in(a.get(role),d.here)]
            for k,i in enumerate(t):
                lab[i]=base+(k>0 and t[k-1]==i-1)
    d.labels=lab
    return d
def split(d):
    f=d.here.first
    return [Sequence(d.features[a:b],d.labels[a:b]) for a,b in zip(f[:-1],f[1:]) if b>a]
def predict(crf,d):
    S=crf.scores(d.features); f=d.here.first
    sizes=np.diff(f); B=len(sizes); T=int(sizes.max())
    mask=np.arange(T)[None]<sizes[:,None]
    pad=np.zeros((B,T,S.shape[1]),np.float32); pad[mask]=S
    return pad,mask
if __name__=='__main__':
    rows=load('train.jsonl.gz')
    t=time.time(); docs=[prepare(r) for r in rows]; print('prep',time.time()-t, sum(len(d.parts) for d in docs), docs[0].features.shape)
    tr=[d for i,d in enumerate(docs) if i%8]; dv=[d for i,d in enumerate(docs) if i%8==0]
    for l2 in map(float,sys.argv[1].split(',')):
        t=time.time()
        m=train([s for d in tr for s in split(d)],7,bits=18,epochs=int(sys.argv[2]),rate=0.1,l2=l2)
        print('train',time.time()-t)
        hit=Counter(); t=time.time()
        for d in dv:
            pad,mask=predict(m,d); p=best_paths(m,pad,mask)[mask]
            def spans(lab,base):
                out=set();st=None
                for i,x in enumerate(list(lab)+[0]):
                    if st is not None and x!=base+1: out.add((st,i)); st=None
                    if x==base or (x==base+1 and st is None): st=i
                return out
            for name,base in (('source',1),('cue',3),('content',5)):
                g,q=spans(d.labels,base),spans(p,base)
                hit[name,'g']+=len(g);hit[name,'p']+=len(q);hit[name,'h']+=len(g&q)
        print(l2,'viterbi',time.time()-t,{r:round(2*hit[r,'h']/(hit[r,'g']+hit[r,'p']),4) for r in ('source','cue','content')},hit)
        np.savez('/tmp/h5a/s1.npz',*m)
